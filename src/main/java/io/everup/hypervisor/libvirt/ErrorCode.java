package io.everup.hypervisor.libvirt;

/** libvirt's error numbers that mean something to us (virErrorNumber; they never change). */
final class ErrorCode {

    static final int INTERNAL_ERROR = 1;
    static final int NO_SUPPORT = 3;
    static final int NO_CONNECT = 5;
    static final int INVALID_CONN = 6;
    static final int INVALID_ARG = 8;
    static final int OPERATION_FAILED = 9;
    static final int OPERATION_DENIED = 29;
    static final int DOM_EXIST = 28;
    static final int SYSTEM_ERROR = 38;
    static final int RPC = 39;
    static final int GNUTLS_ERROR = 40;
    static final int NO_DOMAIN = 42;
    static final int NO_NETWORK = 43;
    static final int AUTH_FAILED = 45;
    static final int NO_STORAGE_POOL = 49;
    static final int NO_STORAGE_VOL = 50;
    static final int OPERATION_INVALID = 55;
    static final int CONFIG_UNSUPPORTED = 67;
    static final int OPERATION_TIMEOUT = 68;
    static final int ARGUMENT_UNSUPPORTED = 74;
    static final int OPERATION_ABORTED = 78;
    static final int AUTH_CANCELLED = 79;
    static final int MIGRATE_UNSAFE = 81;
    static final int OPERATION_UNSUPPORTED = 84;
    static final int SSH = 85;
    static final int RESOURCE_BUSY = 87;
    static final int ACCESS_DENIED = 88;
    static final int STORAGE_VOL_EXIST = 90;
    static final int MIGRATE_FINISH_OK = 93;
    static final int AUTH_UNAVAILABLE = 94;
    static final int LIBSSH = 98;

    private ErrorCode() {}
}
