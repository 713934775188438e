package io.everup.hypervisor.simulator;

import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.HypervisorFailure.OutcomeUnknown;
import io.everup.hypervisor.HypervisorFailure.Unreachable;
import java.time.Duration;

/** What one call waits for. It ends once: with the host's answer, with the link, or with the caller's patience. */
final class Reply<T> {

    private final Link link;
    private final SimulatedTime.Gate gate;
    private final boolean change;
    private boolean ended;
    private boolean lost;
    private T value;
    private HypervisorFailure failure;

    /** @param change whether the call changes something, so that silence leaves its outcome unknown */
    Reply(Link link, SimulatedTime.Gate gate, boolean change) {
        this.link = link;
        this.gate = gate;
        this.change = change;
    }

    /** From now on no answer gets through. */
    void lose() {
        lost = true;
    }

    /** The host has done what it was asked. */
    void done(T result) {
        answer(() -> {
            value = result;
            end();
        });
    }

    /** The host says no. */
    void fail(HypervisorFailure reason) {
        answer(() -> {
            failure = reason;
            end();
        });
    }

    /** No answer will come. */
    void giveUp(String why) {
        if (!ended) {
            failure = change ? new OutcomeUnknown(why, null) : new Unreachable(why, null);
            end();
        }
    }

    private void answer(Runnable how) {
        if (!lost) {
            link.host().onWire(link, () -> {
                if (!ended) {
                    how.run();
                }
            });
        }
    }

    private void end() {
        ended = true;
        gate.open();
    }

    /** Waits for the end. Called without the world's lock. */
    T await(Duration patience) {
        var world = link.host().world;
        if (!world.locked(() -> ended)) {
            gate.await(world.time.now().plus(patience));
        }
        return world.locked(() -> {
            giveUp("Host " + link.host().name + " gave no answer within " + Words.duration(patience) + ".");
            link.forget(this);
            if (failure != null) {
                throw failure;
            }
            return value;
        });
    }
}
