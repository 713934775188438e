package io.everup.hypervisor.simulator;

import java.time.Instant;

/**
 * How time passes for a simulated world: with the clock on the wall ({@link RealTime}), or as fast as the work allows
 * ({@link VirtualTime}).
 */
public interface SimulatedTime {

    Instant now();

    /** Runs something once at the instant given, or soon if that is past. Never within this call. */
    void at(Instant when, Runnable what);

    /** A new gate, closed. */
    Gate gate();

    /** What one caller waits at until it is opened. */
    interface Gate {

        /** Opens it for good; may be called many times and by anybody. */
        void open();

        /** Waits until it is open or that instant has come, and returns whether it is open. An interrupt ends the wait. */
        boolean await(Instant until);
    }
}
