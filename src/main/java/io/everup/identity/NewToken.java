package io.everup.identity;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.Set;

/**
 * A token to be made.
 *
 * @param name what it is for, in the owner's words
 * @param expiresInDays 1 to 3650; null for never
 * @param permissions what it may do of all that its owner may; null for all
 */
public record NewToken(
        @NotBlank @Size(max = 100) String name,
        @Min(1) @Max(3650) Integer expiresInDays,
        Set<Permission> permissions) {}
