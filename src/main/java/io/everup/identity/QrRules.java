package io.everup.identity;

import io.nayuki.qrcodegen.QrCode;

/** Draws a QR code (ISO/IEC 18004) as the path of an SVG picture. */
final class QrRules {

    /** Light modules around it that a reader needs. */
    private static final int QUIET = 4;

    private QrRules() {}

    static QrPicture picture(String text) {
        var code = QrCode.encodeText(text, QrCode.Ecc.MEDIUM);
        var path = new StringBuilder();
        for (var y = 0; y < code.size; y++) {
            for (var x = 0; x < code.size; x++) {
                if (code.getModule(x, y)) {
                    path.append('M')
                            .append(x + QUIET)
                            .append(',')
                            .append(y + QUIET)
                            .append("h1v1h-1z");
                }
            }
        }
        return new QrPicture(code.size + 2 * QUIET, path.toString());
    }
}
