package io.everup.security;

import io.everup.shared.SecretBox;
import io.everup.task.TaskKind;
import io.everup.task.TaskRun;
import io.everup.task.TaskStep;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** Locks all secrets with the newest key, table by table. It may be done again at any time, and goes on after a crash. */
@Component
class SecretRotate implements TaskKind {

    static final String KIND = "secret-rotate";
    static final String NEW_KEY = "newKey";

    private final SecretBox box;
    private final StoredSecrets stored;

    SecretRotate(SecretBox box, StoredSecrets stored) {
        this.box = box;
        this.stored = stored;
    }

    @Override
    public String name() {
        return KIND;
    }

    @Override
    public List<TaskStep> steps(TaskRun run) {
        var steps = new ArrayList<TaskStep>();
        if (run.flag(NEW_KEY)) {
            steps.add(new NewKey());
        }
        stored.columns()
                .forEach(column -> steps.add(TaskStep.of("Lock anew: " + column.words(), at -> relock(at, column))));
        steps.add(TaskStep.of("Look whether one was left out", this::lookAgain));
        return steps;
    }

    /** Made twice by a crash it does no harm: the newest one locks. */
    private final class NewKey implements TaskStep {

        @Override
        public String title() {
            return "Make a new key";
        }

        @Override
        public Probe probe(TaskRun run) {
            return run.text("key") == null ? Probe.NOT_DONE : Probe.DONE;
        }

        @Override
        public void perform(TaskRun run) {
            box.addKey();
            run.put("key", box.keyIds().get(0));
            run.log("The key " + box.keyIds().get(0) + " locks from now on.");
        }
    }

    private void relock(TaskRun run, SecretBox.Column column) {
        var outcome = stored.relock(column);
        run.log(outcome.relocked() + " locked anew.");
        if (outcome.unreadable() > 0) {
            run.warn(outcome.unreadable() + " are locked with a key that isn't known any more: enter them again.");
        }
    }

    /** What was stored by another replica, or with a former key, while the steps before were at work. */
    private void lookAgain(TaskRun run) {
        var left = 0;
        for (var column : stored.columns()) {
            left += stored.relock(column).unreadable();
        }
        run.result("key", box.keyIds().get(0));
        run.result("unreadable", left);
        run.log(
                left == 0
                        ? "All secrets are locked with key " + box.keyIds().get(0) + ". Keys before it can be removed."
                        : left + " secrets are not locked with it; keep the keys before it.");
    }
}
