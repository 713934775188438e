package io.everup.hypervisor.libvirt;

import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.HypervisorFailure.Refused;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;

/** A host's address in the form libvirt's client library is given it. */
final class LibvirtUri {

    /**
     * What may be said in the address. libvirt knows more, but they would run a program on the portal's machine
     * ({@code command}), read its files ({@code keyfile}, {@code pkipath}), or skip the check of the host's identity
     * ({@code no_verify}).
     */
    private static final Set<String> ALLOWED = Set.of("socket", "mode", "proxy", "tls_priority");

    private LibvirtUri() {}

    /** @throws Refused when it says more than a host's address may */
    static String text(HostUri host) {
        var uri = URI.create(host.text());
        var query = uri.getRawQuery();
        if (query != null) {
            for (var parameter : query.split("&")) {
                var name = parameter.replaceFirst("=.*", "");
                if (!ALLOWED.contains(name)) {
                    throw new Refused("The host's URI may not say \"" + name + "\".", null);
                }
            }
        }
        var path = uri.getRawPath() == null ? "" : uri.getRawPath();
        if (!host.kind().equals("test") && (path.isEmpty() || path.equals("/"))) {
            path = "/system";
        }
        return uri.getScheme()
                + "://"
                + (uri.getRawAuthority() == null ? "" : uri.getRawAuthority())
                + path
                + (query == null ? "" : "?" + query);
    }

    /** The address with what SSH needs; {@code key} may be null. Unknown host keys are never accepted. */
    static String ssh(HostUri host, String user, Path key) {
        var text = text(host);
        if (user != null && !user.isBlank() && URI.create(text).getRawUserInfo() == null) {
            text = text.replaceFirst("://", "://" + encoded(user).replace("$", "\\$") + "@");
        }
        text += (text.contains("?") ? "&" : "?") + "no_tty=1";
        return key == null ? text : text + "&keyfile=" + encoded(key.toString());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
