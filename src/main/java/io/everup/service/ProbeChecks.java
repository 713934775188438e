package io.everup.service;

import io.everup.identity.Actor;
import io.everup.shared.Refusal;
import io.everup.vm.VmDirectory;
import io.everup.vm.VmState;
import java.net.URI;
import java.time.Clock;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Makes one check of any kind, within its time. */
@Component
class ProbeChecks {

    private static final Set<VmState> ON = Set.of(VmState.RUNNING, VmState.MIGRATING);

    private final ProbeTargets targets;
    private final VmDirectory vms;
    private final Clock clock;

    ProbeChecks(ProbeTargets targets, VmDirectory vms, Clock clock) {
        this.targets = targets;
        this.vms = vms;
        this.clock = clock;
    }

    /** Waits for the network: never called within a request or a transaction. */
    ProbeOutcome check(ProbeSpec probe) {
        var begin = System.nanoTime();
        var deadline = begin + probe.timeout().toNanos();
        ProbeOutcome outcome;
        try {
            outcome = switch (probe.kind()) {
                case TCP -> tcp(probe.target(), deadline);
                case HTTP -> http(probe, deadline);
                case ICMP -> IcmpCheck.check(targets.address(probe.target(), left(deadline)), left(deadline));
                case GUEST -> guest(probe, deadline);
            };
        } catch (ProbeTargets.Unusable e) {
            outcome = e.outcome();
        }
        return outcome.took((System.nanoTime() - begin) / 1_000_000);
    }

    private ProbeOutcome tcp(String target, long deadline) throws ProbeTargets.Unusable {
        var colon = target.lastIndexOf(':');
        var address = targets.address(target.substring(0, colon), left(deadline));
        return TcpCheck.check(address, Integer.parseInt(target.substring(colon + 1)), left(deadline));
    }

    private ProbeOutcome http(ProbeSpec probe, long deadline) throws ProbeTargets.Unusable {
        var host = URI.create(probe.target()).getHost();
        return new HttpCheck(probe, clock.instant(), deadline).check(targets.address(host, left(deadline)));
    }

    private ProbeOutcome guest(ProbeSpec probe, long deadline) throws ProbeTargets.Unusable {
        try {
            var vm = vms.vm(Actor.SYSTEM, probe.vm());
            if (vm.unheard()) {
                return ProbeOutcome.bad(Trouble.NOT_POSSIBLE, "The host of " + vm.name() + " doesn't answer.");
            }
            if (!ON.contains(vm.state())) {
                return ProbeOutcome.bad(
                        Trouble.POWER, vm.name() + " is " + vm.state().name().toLowerCase(java.util.Locale.ROOT) + ".");
            }
            if (probe.target().isEmpty() || vm.address() == null) {
                return ProbeOutcome.good(vm.name() + " runs.");
            }
            var address = targets.address(vm.address(), left(deadline));
            return probe.target().equals("ping")
                    ? IcmpCheck.check(address, left(deadline))
                    : TcpCheck.check(address, Integer.parseInt(probe.target()), left(deadline));
        } catch (Refusal gone) {
            return ProbeOutcome.bad(Trouble.NOT_POSSIBLE, "Its VM is gone.");
        }
    }

    private static long left(long deadline) {
        return Math.max(1, (deadline - System.nanoTime()) / 1_000_000);
    }
}
