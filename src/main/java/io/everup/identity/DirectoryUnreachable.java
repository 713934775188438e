package io.everup.identity;

import org.springframework.security.authentication.BadCredentialsException;

/**
 * The directory service didn't answer. It is refused in the same words whether there is such an account or not; it
 * counts as a failure, else local passwords could be guessed without end meanwhile.
 */
final class DirectoryUnreachable extends BadCredentialsException {

    DirectoryUnreachable() {
        super("The login or the password is wrong, or belongs to the directory service, which can't be reached now.");
    }
}
