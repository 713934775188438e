package io.everup.hypervisor.libvirt;

import com.sun.jna.CallbackReference;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.everup.hypervisor.Credentials;
import java.nio.charset.StandardCharsets;

/**
 * Answers libvirt's questions at login ({@code virConnectAuth}). libvirt frees the answers, so they are allocated by C's
 * malloc and forgotten here.
 */
final class Login implements LibvirtX.Authenticate {

    private static final int USERNAME = 1;
    private static final int AUTHNAME = 2;
    private static final int PASSPHRASE = 5;
    private static final int ECHO_PROMPT = 6;
    private static final int NO_ECHO_PROMPT = 7;
    private static final int[] ANSWERED = {USERNAME, AUTHNAME, PASSPHRASE, ECHO_PROMPT, NO_ECHO_PROMPT};

    private static final int CREDENTIAL = 48;
    private static final int CREDENTIAL_RESULT = 32;
    private static final int CREDENTIAL_LENGTH = 40;
    private static final int AUTH = 32;
    private static final int AUTH_COUNT = 8;
    private static final int AUTH_CALLBACK = 16;

    private final Credentials credentials;
    private final Memory types = new Memory((long) ANSWERED.length * Integer.BYTES);
    private final Memory auth = new Memory(AUTH);

    Login(Credentials credentials) {
        this.credentials = credentials;
        types.write(0, ANSWERED, 0, ANSWERED.length);
        auth.clear();
        auth.setPointer(0, types);
        auth.setInt(AUTH_COUNT, ANSWERED.length);
        auth.setPointer(AUTH_CALLBACK, CallbackReference.getFunctionPointer(this));
    }

    /** For virConnectOpenAuth; valid as long as this object is reachable. */
    Pointer pointer() {
        return auth;
    }

    /** @return 0, or -1 when something is asked that we weren't told */
    @Override
    public int answer(Pointer asked, int count, Pointer data) {
        for (int n = 0; n < count; n++) {
            var at = (long) n * CREDENTIAL;
            var type = asked.getInt(at);
            var value = type == USERNAME || type == AUTHNAME ? credentials.username() : credentials.password();
            if (value == null || value.isEmpty()) {
                return -1;
            }
            var bytes = value.getBytes(StandardCharsets.UTF_8);
            var result = new Pointer(Native.malloc(bytes.length + 1L));
            result.write(0, bytes, 0, bytes.length);
            result.setByte(bytes.length, (byte) 0);
            asked.setPointer(at + CREDENTIAL_RESULT, result);
            asked.setInt(at + CREDENTIAL_LENGTH, bytes.length);
        }
        return 0;
    }
}
