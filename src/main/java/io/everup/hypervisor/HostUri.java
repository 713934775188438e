package io.everup.hypervisor;

import io.everup.shared.Refusal;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/**
 * The address of a host's hypervisor as libvirt writes it, such as {@code qemu+tcp://10.77.0.1/system}
 * (libvirt.org/uri.html), or {@code sim://WORLD/HOST} for a simulated one.
 */
public record HostUri(String text) {

    private static final Set<String> REMOTE = Set.of(
            "qemu+tcp", "qemu+tls", "qemu+ssh", "xen+tcp", "xen+tls", "xen+ssh", "test+tcp", "test+tls", "test+ssh");
    private static final Set<String> LOCAL = Set.of("qemu", "xen", "test", "qemu+unix", "xen+unix", "test+unix");
    private static final String SUPPORTED =
            "Use qemu+tcp://, qemu+tls://, qemu+ssh:// or xen+ssh:// with the host's address and /system,"
                    + " as in qemu+ssh://root@host1/system.";
    private static final int LONGEST = 500;

    /** @throws Refusal (field {@code uri}) when it isn't a URI we speak */
    public static HostUri parse(String text) {
        if (text == null || text.isBlank()) {
            throw Refusal.invalidField("uri", "The host's URI is missing. " + SUPPORTED);
        }
        if (text.length() > LONGEST) {
            throw Refusal.invalidField("uri", "The URI is longer than " + LONGEST + " characters.");
        }
        var result = new HostUri(text.strip());
        var scheme = result.scheme();
        if (!REMOTE.contains(scheme) && !LOCAL.contains(scheme) && !scheme.equals("sim")) {
            throw Refusal.invalidField(
                    "uri",
                    (scheme.isEmpty() ? "That is not a URI. " : "Everup doesn't speak " + scheme + "://. ")
                            + SUPPORTED);
        }
        if (REMOTE.contains(scheme) && result.address().isEmpty()) {
            throw Refusal.invalidField("uri", "The URI names no host. " + SUPPORTED);
        }
        if (result.parsed().getRawUserInfo() != null
                && result.parsed().getRawUserInfo().contains(":")) {
            throw Refusal.invalidField(
                    "uri",
                    "A password doesn't belong in the URI: give it in the password field, where it is kept secret.");
        }
        return result;
    }

    private URI parsed() {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw Refusal.invalidField("uri", "That is not a URI: " + e.getReason() + ". " + SUPPORTED);
        }
    }

    public String scheme() {
        var scheme = parsed().getScheme();
        return scheme == null ? "" : scheme.toLowerCase(Locale.ROOT);
    }

    /** The hypervisor's kind: {@code qemu}, {@code xen}, {@code test} or {@code sim}. */
    public String kind() {
        return scheme().replaceFirst("\\+.*", "");
    }

    /** {@code tcp}, {@code tls}, {@code ssh}, {@code unix}, or empty for a local socket. */
    public String transport() {
        var scheme = scheme();
        var plus = scheme.indexOf('+');
        return plus < 0 ? "" : scheme.substring(plus + 1);
    }

    /** The host's name or address; empty when the hypervisor is on this machine. */
    public String address() {
        var host = parsed().getHost();
        return host == null ? "" : host;
    }

    /** The TCP port on which the host is contacted: the one in the URI, else the transport's own; 0 when there is none. */
    public int port() {
        if (parsed().getPort() > 0) {
            return parsed().getPort();
        }
        return switch (transport()) {
            case "tcp" -> 16509;
            case "tls" -> 16514;
            case "ssh" -> 22;
            default -> 0;
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
