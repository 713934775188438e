package io.everup.identity;

/**
 * A QR code to be drawn.
 *
 * @param size the picture's width and height, in modules
 * @param path the dark modules, as an SVG path
 */
public record QrPicture(int size, String path) {

    /** Of what a second factor's authenticator reads. */
    public static QrPicture of(SecondFactorOffer offer) {
        return QrRules.picture(offer.uri());
    }

    /** Without the secret that is drawn. */
    @Override
    public String toString() {
        return "QrPicture";
    }
}
