package io.everup.identity;

import io.everup.identity.ldap.LdapProbe.Result;
import io.everup.identity.ldap.LdapProbe.Step;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A connection test.
 *
 * @param endedAt null while it runs
 * @param steps in the order in which they were tried; empty while it runs
 */
public record LdapTestView(UUID id, State state, Instant startedAt, Instant endedAt, List<Step> steps) {

    /** How it went. */
    public enum State {
        RUNNING,
        PASSED,
        /** People can sign in; something else isn't as it should be. */
        WARNED,
        FAILED,
        /** The portal was stopped meanwhile. */
        CUT_OFF
    }

    /** One server that answers is enough for people to sign in; of the rest everything is needed. */
    static State stateOf(List<Step> steps) {
        var servers = steps.stream().filter(Step::ofServer).toList();
        if (servers.stream().allMatch(Step::failed)
                || steps.stream().anyMatch(step -> step.failed() && !step.ofServer())) {
            return State.FAILED;
        }
        return steps.stream().allMatch(step -> step.result() == Result.OK) ? State.PASSED : State.WARNED;
    }

    public boolean running() {
        return state == State.RUNNING;
    }
}
