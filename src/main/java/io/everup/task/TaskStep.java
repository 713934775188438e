package io.everup.task;

/**
 * One step with one effect outside. It is probed before every attempt, so that after a crash or a lost answer work goes
 * on from what is true.
 */
public interface TaskStep {

    /** What is already true. */
    enum Probe {
        NOT_DONE,
        DONE,
        /** Under way by itself; ask again soon. */
        IN_FLIGHT
    }

    /**
     * Thrown by {@link #perform}: what could be begun is begun, and the step is to be asked again after a pause. No
     * worker is held meanwhile.
     */
    final class Again extends RuntimeException {

        private final java.time.Duration pause;

        public Again(java.time.Duration pause) {
            super("asked again in " + pause, null, false, false);
            this.pause = pause;
        }

        java.time.Duration pause() {
            return pause;
        }
    }

    /** For people, such as "Create the volume". */
    String title();

    /** Only looks. May throw a Refusal when the step has become impossible. */
    default Probe probe(TaskRun run) {
        return Probe.NOT_DONE;
    }

    void perform(TaskRun run);

    /** Takes back what perform did, wholly or in part or not at all; may be called more than once. */
    default void undo(TaskRun run) {}

    /** Once this step is done there is no way back: later steps are tried for ever, and a cancellation comes too late. */
    default boolean pivot() {
        return false;
    }

    /** Whether a failure or cancellation of this step leaves in place what the steps before it did. */
    default boolean keepsWhatWasDone() {
        return false;
    }

    /** Makes a step without probe and undo from a lambda: for effects that may simply be repeated. */
    static TaskStep of(String title, Effect effect) {
        return new TaskStep() {
            @Override
            public String title() {
                return title;
            }

            @Override
            public void perform(TaskRun run) {
                effect.perform(run);
            }
        };
    }

    /** A repeatable effect. */
    @FunctionalInterface
    interface Effect {
        void perform(TaskRun run);
    }
}
