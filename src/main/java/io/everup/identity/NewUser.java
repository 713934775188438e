package io.everup.identity;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/**
 * A local user to be made.
 *
 * @param displayName what people read; the login when left out
 * @param password 10 to 128 characters
 */
public record NewUser(
        @NotBlank @Size(max = 63) String login,
        @Size(max = 100) String displayName,
        @NotNull Role role,
        @NotBlank @Size(min = 10, max = 128) String password) {

    /** Without the password. */
    @Override
    public String toString() {
        return "NewUser[" + login + ", " + role + "]";
    }
}
