package io.everup.hypervisor.simulator;

import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.HypervisorFailure.Unreachable;
import java.util.regex.Pattern;

/** The two names in {@code sim://WORLD/HOST}. */
record SimUri(String world, String host) {

    private static final Pattern FORM = Pattern.compile("(?i:sim)://([^/?#]+)/([^/?#]+)/?");

    /** @throws Unreachable when it names no world and host */
    static SimUri of(HostUri uri) {
        var matcher = FORM.matcher(uri.text());
        if (!matcher.matches()) {
            throw new Unreachable(
                    uri.text() + " names no simulated host: use sim://WORLD/HOST, as in sim://20x400/h1.", null);
        }
        return new SimUri(matcher.group(1), matcher.group(2));
    }

    SimHost in(SimulatedWorld expected) {
        if (!world.equals(expected.name())) {
            throw new Unreachable("Host " + host + " is in another world than " + expected.name() + ".", null);
        }
        return expected.host(host);
    }
}
