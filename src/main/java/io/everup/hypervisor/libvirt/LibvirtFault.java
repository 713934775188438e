package io.everup.hypervisor.libvirt;

/** An error as libvirt gives it, before it is put into the port's words. */
final class LibvirtFault extends Exception {

    private static final long serialVersionUID = 1L;

    private final int code;
    private final int domain;

    LibvirtFault(int code, int domain, String message) {
        super(message == null ? "libvirt gave no reason" : message, null, false, false);
        this.code = code;
        this.domain = domain;
    }

    /** The calling thread's last error: libvirt keeps one per thread. */
    static LibvirtFault last() {
        var libvirt = LibvirtRuntime.libvirt();
        return new LibvirtFault(
                libvirt.virGetLastErrorCode(), libvirt.virGetLastErrorDomain(), libvirt.virGetLastErrorMessage());
    }

    /** @return the result, which for most functions is negative exactly when they failed */
    static int check(int result) throws LibvirtFault {
        if (result < 0) {
            throw last();
        }
        return result;
    }

    static <T> T check(T result) throws LibvirtFault {
        if (result == null) {
            throw last();
        }
        return result;
    }

    /** {@code VIR_ERR_…}, see libvirt.org/html/libvirt-virterror.html. */
    int code() {
        return code;
    }

    /** {@code VIR_FROM_…}: which part of libvirt speaks. */
    int domain() {
        return domain;
    }

    boolean is(int... codes) {
        for (var each : codes) {
            if (each == code) {
                return true;
            }
        }
        return false;
    }

    /** The host's hypervisor has no such function. */
    boolean unsupported() {
        return is(ErrorCode.NO_SUPPORT, ErrorCode.OPERATION_UNSUPPORTED, ErrorCode.ARGUMENT_UNSUPPORTED);
    }
}
