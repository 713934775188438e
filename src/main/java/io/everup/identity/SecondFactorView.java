package io.everup.identity;

import java.time.Instant;

/**
 * The second factor of an account.
 *
 * @param required whether the role needs one
 * @param since null while there is none
 * @param recoveryCodesLeft that were not used yet
 */
public record SecondFactorView(boolean enrolled, boolean required, Instant since, int recoveryCodesLeft) {}
