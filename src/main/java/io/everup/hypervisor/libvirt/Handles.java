package io.everup.hypervisor.libvirt;

import static io.everup.hypervisor.libvirt.LibvirtFault.check;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.PointerType;
import com.sun.jna.ptr.PointerByReference;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.libvirt.jna.CString;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.StoragePoolPointer;
import org.libvirt.jna.StorageVolPointer;

/** Native objects, each looked up, used and freed within one call. */
final class Handles {

    private static final int UUID_BYTES = 16;

    interface Use<P, T> {
        T of(P object) throws LibvirtFault;
    }

    interface Listing {
        int fill(PointerByReference array) throws LibvirtFault;
    }

    private Handles() {}

    static <T> T domain(ConnectionPointer connection, UUID vm, Use<DomainPointer, T> use) throws LibvirtFault {
        var libvirt = LibvirtRuntime.libvirt();
        var domain = check(libvirt.virDomainLookupByUUIDString(connection, vm.toString()));
        try {
            return use.of(domain);
        } finally {
            libvirt.virDomainFree(domain);
        }
    }

    /** As {@link #domain}, but empty when the host doesn't know it, or no longer when it is used. */
    static <T> Optional<T> domainIfAny(ConnectionPointer connection, UUID vm, Use<DomainPointer, Optional<T>> use)
            throws LibvirtFault {
        try {
            return domain(connection, vm, use);
        } catch (LibvirtFault fault) {
            if (fault.code() == ErrorCode.NO_DOMAIN) {
                return Optional.empty();
            }
            throw fault;
        }
    }

    static <T> T pool(ConnectionPointer connection, String name, Use<StoragePoolPointer, T> use) throws LibvirtFault {
        var libvirt = LibvirtRuntime.libvirt();
        var pool = check(libvirt.virStoragePoolLookupByName(connection, name));
        try {
            return use.of(pool);
        } finally {
            libvirt.virStoragePoolFree(pool);
        }
    }

    /** Uses a volume and frees it. */
    static <T> T volume(StorageVolPointer volume, Use<StorageVolPointer, T> use) throws LibvirtFault {
        try {
            return use.of(check(volume));
        } finally {
            if (volume != null) {
                LibvirtRuntime.libvirt().virStorageVolFree(volume);
            }
        }
    }

    static String text(CString text) throws LibvirtFault {
        return check(text).toString();
    }

    static UUID uuid(DomainPointer domain) throws LibvirtFault {
        var bytes = new byte[UUID_BYTES];
        check(LibvirtRuntime.libvirt().virDomainGetUUID(domain, bytes));
        var buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    /** The objects of one of libvirt's "list all" calls; each must still be freed. */
    static <P extends PointerType> List<P> list(Supplier<P> handle, Listing call) throws LibvirtFault {
        var array = new PointerByReference();
        var count = check(call.fill(array));
        var pointer = array.getValue();
        if (pointer == null) {
            return List.of();
        }
        try {
            return Arrays.stream(pointer.getPointerArray(0, count))
                    .map(each -> at(each, handle.get()))
                    .toList();
        } finally {
            Native.free(Pointer.nativeValue(pointer));
        }
    }

    private static <P extends PointerType> P at(Pointer pointer, P handle) {
        handle.setPointer(pointer);
        return handle;
    }
}
