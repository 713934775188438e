package io.everup.identity;

/**
 * A secret for an authenticator, for the one time that it is shown.
 *
 * @param secret in Base32, to be typed
 * @param uri an {@code otpauth:} address, as authenticators read it
 */
public record SecondFactorOffer(String secret, String uri) {

    /** Without the secret. */
    @Override
    public String toString() {
        return "SecondFactorOffer";
    }
}
