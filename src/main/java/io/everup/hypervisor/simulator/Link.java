package io.everup.hypervisor.simulator;

import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.HypervisorFailure.Refused;
import io.everup.hypervisor.HypervisorFailure.Unreachable;
import io.everup.hypervisor.HypervisorListener;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A connection to one simulated host, with the calls under way on it. */
final class Link {

    private static final Duration CHANGE = Duration.ofSeconds(30);

    private final SimulatedWorld world;
    private final SimHost host;
    private final HypervisorListener listener;
    private final Set<Reply<?>> waiting = new LinkedHashSet<>();
    private boolean greeted;
    private boolean closed;
    /** Why it ended; null while it lives. */
    private String ended;

    /** Nothing comes of it before {@link #greet}. */
    Link(SimulatedWorld world, SimHost host, HypervisorListener listener) {
        this.world = world;
        this.host = host;
        this.listener = listener;
    }

    SimHost host() {
        return host;
    }

    boolean isAlive() {
        return ended == null;
    }

    void forget(Reply<?> reply) {
        waiting.remove(reply);
    }

    /** Asks the host for the connection and waits for it. */
    void greet(Duration deadline) {
        world.locked(() -> host.links.add(this));
        read("connect", List.of(), deadline, () -> greeted = true);
    }

    /** Passes on that a VM changed. Called without the lock. */
    void tell(UUID vm) {
        if (world.locked(this::isAlive)) {
            listener.vmChanged(vm);
        }
    }

    /** It dies by itself. */
    void end(String why) {
        if (isAlive()) {
            leave(why);
            world.time.at(world.now(), () -> {
                if (world.locked(() -> greeted && !closed)) {
                    listener.closed(why);
                }
            });
        }
    }

    void close() {
        world.locked(() -> {
            closed = true;
            leave("The link to host " + host.name + " is closed.");
            return null;
        });
    }

    private void leave(String why) {
        if (isAlive()) {
            ended = why;
            host.links.remove(this);
            List.copyOf(waiting).forEach(reply -> reply.giveUp(why));
        }
    }

    /** Asks a question. */
    <T> T read(String verb, List<String> subjects, Duration patience, Supplier<T> question) {
        return this.<T>call(verb, subjects, false, patience, reply -> reply.done(question.get()));
    }

    /** Asks for a change that takes no time. */
    void change(String verb, List<String> subjects, Runnable act) {
        this.<Void>call(verb, subjects, true, CHANGE, reply -> {
            act.run();
            reply.done(null);
        });
    }

    /**
     * Sends a call and waits for its end.
     *
     * @param verb its name, and subjects what it is about, by which a fault may be arranged for it
     * @param change whether it changes something
     */
    <T> T call(String verb, List<String> subjects, boolean change, Duration patience, Consumer<Reply<T>> act) {
        return world.locked(() -> send(verb, subjects, change, act)).await(patience);
    }

    private <T> Reply<T> send(String verb, List<String> subjects, boolean change, Consumer<Reply<T>> act) {
        if (!isAlive()) {
            throw new Unreachable(ended, null);
        }
        var reply = new Reply<T>(this, world.time.gate(), change);
        waiting.add(reply);
        Runnable request = () -> {
            try {
                act.accept(reply);
            } catch (HypervisorFailure e) {
                reply.fail(e);
            }
        };
        var oddity = world.oddities.take(verb, subjects, host.name);
        if (oddity == null) {
            host.receive(this, request);
            return reply;
        }
        switch (oddity.kind()) {
            case LOSE_REQUEST -> reply.lose();
            case REFUSE ->
                host.receive(
                        this,
                        () -> reply.fail(new Refused("Host " + host.name + " refuses: " + oddity.verb() + ".", null)));
            case SLOW -> host.receive(this, () -> host.later(oddity.delay(), request));
            case LOSE_REPLY -> {
                reply.lose();
                host.receive(this, request);
            }
        }
        return reply;
    }
}
