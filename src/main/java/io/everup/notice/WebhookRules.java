package io.everup.notice;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** How a webhook is signed, and which addresses it may be. */
final class WebhookRules {

    private static final int LONGEST = 1_000;

    private WebhookRules() {}

    /**
     * {@code t=<seconds since 1970>,v1=<HMAC-SHA256 of "<t>.<body>" in hexadecimal>}. The time is signed too: a receiver
     * that refuses what is older than some minutes can't be shown an old one again.
     */
    static String signature(String secret, Instant at, String body) {
        var time = Long.toString(at.getEpochSecond());
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            var sum = mac.doFinal((time + "." + body).getBytes(StandardCharsets.UTF_8));
            return "t=" + time + ",v1=" + HexFormat.of().formatHex(sum);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Why a URL can't be one of a webhook; null when it can. @param plain whether http is allowed */
    static String problem(String url, boolean plain) {
        if (url == null || url.isBlank() || url.length() > LONGEST) {
            return "Write the address that is called, such as https://chat.example/hooks/everup.";
        }
        try {
            var uri = new URI(url.strip());
            var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (uri.getHost() == null || !scheme.equals("https") && !scheme.equals("http")) {
                return "Write the whole address, with https:// and a host's name.";
            }
            if (uri.getUserInfo() != null) {
                return "No user and password in the address: the receiver checks the signature instead.";
            }
            return scheme.equals("http") && !plain
                    ? "It must begin with https://, unless EVERUP_WEBHOOK_ALLOW_PLAIN is true."
                    : null;
        } catch (URISyntaxException e) {
            return "This is no address: " + e.getReason() + ".";
        }
    }

    /** For people and logs: a chat's hooks carry their secret in path or query. */
    static String shown(String url) {
        try {
            var uri = new URI(url);
            var path = uri.getPath() == null || uri.getPath().length() <= 1 ? "" : "/…";
            return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()) + path;
        } catch (URISyntaxException e) {
            return "webhook";
        }
    }

    /**
     * Why an address isn't called: services that trust whoever is on the same machine or link (a cloud's metadata, the
     * portal's own metrics) are not to be reached through Everup.
     *
     * @param allowed addresses in CIDR that are allowed all the same
     * @return null when it may be called
     */
    static String denied(InetAddress address, List<String> allowed) {
        if (allowed.stream().anyMatch(range -> within(address, range))) {
            return null;
        }
        var what = address.isLoopbackAddress()
                ? "this machine itself"
                : address.isLinkLocalAddress()
                        ? "a link-local or metadata address"
                        : address.isAnyLocalAddress() || address.isMulticastAddress()
                                ? "no address of a machine"
                                : within(address, "fd00:ec2::254/128") ? "a metadata address" : null;
        return what == null
                ? null
                : address.getHostAddress() + " is " + what
                        + ", which isn't called unless EVERUP_WEBHOOK_ALLOW names it.";
    }

    /** @param range such as {@code 10.0.0.0/8}, or one address */
    static boolean within(InetAddress address, String range) {
        try {
            var parts = range.strip().split("/");
            if (!parts[0].matches("[0-9a-fA-F.:]+")) {
                return false;
            }
            var net = InetAddress.getByName(parts[0]);
            if (net instanceof Inet4Address != address instanceof Inet4Address) {
                return false;
            }
            var bits = parts.length > 1 ? Integer.parseInt(parts[1]) : net.getAddress().length * 8;
            return Arrays.equals(masked(net.getAddress(), bits), masked(address.getAddress(), bits));
        } catch (java.net.UnknownHostException | NumberFormatException e) {
            return false;
        }
    }

    private static byte[] masked(byte[] address, int bits) {
        var masked = address.clone();
        for (var i = 0; i < masked.length; i++) {
            var kept = Math.max(0, Math.min(8, bits - 8 * i));
            masked[i] &= (byte) (0xff << (8 - kept));
        }
        return masked;
    }
}
