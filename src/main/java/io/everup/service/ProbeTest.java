package io.everup.service;

import io.everup.shared.Refusal;
import io.everup.task.TaskKind;
import io.everup.task.TaskRun;
import io.everup.task.TaskStep;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Makes one check at once, for a person who looks on. It doesn't count as a vote. */
@Component
class ProbeTest implements TaskKind {

    static final String KIND = "probe-test";
    static final String PROBE = "probe";

    private final ServiceStore services;
    private final ProbeChecks checks;

    ProbeTest(ServiceStore services, ProbeChecks checks) {
        this.services = services;
        this.checks = checks;
    }

    @Override
    public String name() {
        return KIND;
    }

    @Override
    public List<TaskStep> steps(TaskRun run) {
        return List.of(TaskStep.of("Make one check", this::check));
    }

    private void check(TaskRun run) {
        var probe = services.find(run.subject().id())
                .flatMap(service -> service.spec().probe(UUID.fromString(run.text(PROBE))))
                .orElseThrow(() -> Refusal.notFound("probe"));
        var outcome = checks.check(probe);
        run.log(outcome.detail() + " (" + outcome.millis() + " ms)");
        if (!Boolean.TRUE.equals(outcome.good())) {
            throw Refusal.conflict("probe-fails", outcome.detail(), next(outcome.trouble()));
        }
    }

    private static String next(Trouble trouble) {
        return switch (trouble) {
            case NO_ANSWER -> "See whether this replica of Everup has a way there, and whether a firewall is between.";
            case REFUSED -> "See whether the program runs and listens on that port.";
            case WRONG_ANSWER -> "See what the service answers there, or correct what the probe expects.";
            case CERTIFICATE -> "Renew the certificate, or give the probe the CA that signed it.";
            case POWER -> "Start the VM.";
            default -> "Correct the probe, then test it again.";
        };
    }
}
