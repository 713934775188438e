package io.everup.host;

import static io.everup.host.HostSignal.*;
import static io.everup.host.HostState.*;

import io.everup.shared.Refusal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The host's state machine: data, and one gate ({@link Host#apply}). An absent pair is refused. */
final class HostLifecycle {

    static final Map<HostState, Map<HostSignal, HostState>> TABLE = Map.of(
            CONNECTING, Map.of(READY, UP, DOUBTED, SUSPECT, MAINTENANCE_BEGUN, MAINTENANCE),
            UP, Map.of(DOUBTED, SUSPECT, MAINTENANCE_BEGUN, MAINTENANCE),
            SUSPECT,
                    Map.of(
                            ANSWERED, UP,
                            POWER_SEEN_OFF, FENCED,
                            FENCING_BEGUN, FENCING,
                            NO_PROOF, LOST,
                            CONFIRMED_DEAD, FENCED),
            FENCING, Map.of(FENCING_VERIFIED, FENCED, POWER_SEEN_OFF, FENCED, NO_PROOF, LOST),
            LOST,
                    Map.of(
                            ANSWERED, CONNECTING,
                            POWER_SEEN_OFF, FENCED,
                            FENCING_BEGUN, FENCING,
                            CONFIRMED_DEAD, FENCED),
            FENCED, Map.of(RETURNED, CONNECTING),
            MAINTENANCE, Map.of(MAINTENANCE_ENDED, CONNECTING));

    private HostLifecycle() {}

    static Optional<HostState> next(HostState state, HostSignal signal) {
        return Optional.ofNullable(TABLE.get(state).get(signal));
    }

    static Refusal refusal(String host, HostState state, HostSignal signal) {
        var why = host + " is " + state.name().toLowerCase(Locale.ROOT) + ": " + state.sentence();
        var next = switch (signal) {
            case MAINTENANCE_BEGUN -> "Maintenance can begin when the host is up.";
            case MAINTENANCE_ENDED -> "It is not in maintenance.";
            case CONFIRMED_DEAD -> "Only a host that is lost can be confirmed dead.";
            case FENCING_BEGUN -> "Only a host that doesn't answer can be fenced.";
            default -> "Wait until its state changes.";
        };
        return Refusal.conflict("host-" + state.name().toLowerCase(Locale.ROOT), why, next);
    }
}
