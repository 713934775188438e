package io.everup.hypervisor.libvirt;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.util.Map;
import org.libvirt.jna.Libvirt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The libvirt library in this process: loaded once, with its one event thread. */
final class LibvirtRuntime {

    private static final Logger log = LoggerFactory.getLogger(LibvirtRuntime.class);

    /** Without one libvirt prints every error to stderr. Kept here, since native code keeps only its address. */
    private static final Libvirt.VirErrorCallback SILENT = (data, error) -> {};

    private static volatile LibvirtX library;

    private LibvirtRuntime() {}

    /** @throws UnsatisfiedLinkError libvirt isn't installed on this machine */
    static LibvirtX libvirt() {
        var loaded = library;
        return loaded != null ? loaded : load();
    }

    private static synchronized LibvirtX load() {
        if (library == null) {
            // libvirt speaks UTF-8 whatever the machine's locale is; libvirt-java's structs follow only this property.
            if (System.getProperty("jna.encoding") == null) {
                System.setProperty("jna.encoding", "UTF-8");
            }
            var loaded = Native.load("virt", LibvirtX.class, Map.of(Library.OPTION_STRING_ENCODING, "UTF-8"));
            Native.setCallbackExceptionHandler((callback, e) -> log.error("A libvirt callback failed", e));
            loaded.virInitialize();
            loaded.virSetErrorFunc(null, SILENT);
            // Must come before the first connection, else keepalive and events don't work on it.
            loaded.virEventRegisterDefaultImpl();
            var events = new Thread(() -> runEvents(loaded), "libvirt-events");
            events.setDaemon(true);
            events.start();
            library = loaded;
        }
        return library;
    }

    private static void runEvents(LibvirtX libvirt) {
        while (true) {
            if (libvirt.virEventRunDefaultImpl() < 0) {
                log.warn("libvirt's event loop: {}", libvirt.virGetLastErrorMessage());
            }
        }
    }
}
