package io.everup.host;

import io.everup.identity.Actor;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Says before something is changed whether the pool would still survive as many lost hosts as its policy asks for. It
 * is implemented where failover plans are made.
 */
public interface Admission {

    /** What somebody is about to do. */
    sealed interface Change {
        /** In words, such as {@code Starting web-1}. */
        String words();
    }

    /** A VM that is off is started. */
    record Start(UUID vm, String name) implements Change {
        @Override
        public String words() {
            return "Starting " + name;
        }
    }

    /**
     * A VM is made and started.
     *
     * @param host where it will be
     * @param memoryBytes its memory
     * @param datastores all that its volumes will lie in, with their names
     * @param networks all that it will be connected to, with their names
     * @param guarded whether it is to be protected
     */
    record Create(
            UUID vm,
            String name,
            UUID host,
            int cpus,
            long memoryBytes,
            Map<UUID, String> datastores,
            Map<UUID, String> networks,
            boolean guarded,
            int priority)
            implements Change {
        @Override
        public String words() {
            return "Making " + name;
        }
    }

    /** A VM is to be protected. @param priority 0 to 100 */
    record Protect(UUID vm, String name, int priority) implements Change {
        @Override
        public String words() {
            return "Protecting " + name;
        }
    }

    /** A host gives up its VMs and takes no more: for maintenance, or for good. */
    record Leave(UUID host, String name, boolean forGood) implements Change {
        @Override
        public String words() {
            return forGood ? "Removing " + name : "Maintenance of " + name;
        }
    }

    /**
     * Judges a change in the caller's transaction, in which it is then made: until that ends no other change of the pool
     * is judged, so that two can't both take the last room.
     *
     * @param override why it is to be done all the same; null or blank without such a wish
     * @return a warning to pass on; empty when there is nothing to say
     * @throws io.everup.shared.Refusal when the pool's policy refuses it; it names the VMs that would be left out and
     *     what would help
     */
    Optional<String> judge(Actor actor, UUID pool, Change change, String override);

    /**
     * What the pool's policy would say to a change that somebody thinks of.
     *
     * @param refuses whether it would be refused; else it is done with this as a warning
     * @param text who would be left out
     * @param next what would help
     */
    record Word(boolean refuses, String text, String next) {}

    /** What would be said to a change now; nothing is changed, and nobody waits. Empty when there is nothing to say. */
    Optional<Word> foretell(UUID pool, Change change);
}
