package io.everup.identity;

import jakarta.validation.constraints.Size;

/** What is to be different about a user; null leaves it as it is. */
public record UserChange(@Size(min = 1, max = 100) String displayName, Role role) {}
