package io.everup.service;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.security.web.util.matcher.IpAddressMatcher;
import org.springframework.stereotype.Component;

/**
 * Finds the address behind a name, and says where probes may not go. A probe connects to the address that was judged
 * here, and never resolves the name again: it can't be led elsewhere meanwhile.
 */
@Component
class ProbeTargets {

    /** Why there is no address to connect to. */
    static final class Unusable extends Exception {

        private final transient ProbeOutcome outcome;

        Unusable(Trouble trouble, String detail) {
            super(detail);
            this.outcome = ProbeOutcome.bad(trouble, detail);
        }

        ProbeOutcome outcome() {
            return outcome;
        }
    }

    private final List<IpAddressMatcher> denied;
    private final ExecutorService resolvers = Executors.newFixedThreadPool(8, work -> {
        var thread = new Thread(work, "everup-probe-resolver");
        thread.setDaemon(true);
        return thread;
    });

    ProbeTargets(ServiceSettings settings) {
        denied = settings.probeDeny().stream().map(IpAddressMatcher::new).toList();
    }

    /** @param timeout for the name's resolution, in milliseconds */
    InetAddress address(String host, long timeout) throws Unusable {
        var bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        var addresses = resolve(bare, timeout);
        var bad = Arrays.stream(addresses)
                .filter(address -> denied.stream().anyMatch(network -> network.matches(address.getHostAddress())))
                .findFirst();
        if (bad.isPresent()) {
            throw new Unusable(
                    Trouble.NOT_POSSIBLE,
                    bare + " is " + bad.get().getHostAddress()
                            + ", where probes may not go (setting everup.service.probe-deny).");
        }
        return addresses[0];
    }

    private InetAddress[] resolve(String host, long timeout) throws Unusable {
        var found = CompletableFuture.supplyAsync(() -> all(host), resolvers);
        try {
            var addresses = found.get(timeout, TimeUnit.MILLISECONDS);
            if (addresses.length == 0) {
                throw new Unusable(Trouble.NO_ANSWER, "No name server knows " + host + ".");
            }
            return addresses;
        } catch (TimeoutException e) {
            found.cancel(true);
            throw new Unusable(Trouble.NO_ANSWER, "No name server answered about " + host + " in time.");
        } catch (ExecutionException e) {
            throw new Unusable(Trouble.NO_ANSWER, "The name " + host + " could not be resolved.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unusable(Trouble.NOT_POSSIBLE, "The probe was interrupted.");
        }
    }

    private static InetAddress[] all(String host) {
        try {
            return InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            return new InetAddress[0];
        }
    }
}
