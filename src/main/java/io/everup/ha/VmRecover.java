package io.everup.ha;

import io.everup.ha.core.VmRules;
import io.everup.host.HostConnections;
import io.everup.host.HostDirectory;
import io.everup.host.HostState;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.VmReport;
import io.everup.shared.Refusal;
import io.everup.task.TaskKind;
import io.everup.task.TaskRun;
import io.everup.task.TaskStep;
import io.everup.vm.VmSwitch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Starts one VM of a dead host elsewhere. When it fails the VM stays recovering, and another attempt follows. */
@Component
class VmRecover implements TaskKind {

    static final String KIND = "vm-recover";

    private final HostConnections connections;
    private final HostDirectory hosts;
    private final VmSwitch power;
    private final JdbcClient jdbc;
    private final VmRules rules = new VmRules();

    VmRecover(HostConnections connections, HostDirectory hosts, VmSwitch power, JdbcClient jdbc) {
        this.connections = connections;
        this.hosts = hosts;
        this.power = power;
        this.jdbc = jdbc;
    }

    @Override
    public String name() {
        return KIND;
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(5);
    }

    @Override
    public List<TaskStep> steps(TaskRun run) {
        return List.of(
                TaskStep.of("Make sure that it runs nowhere else", this::search),
                power.define("host"),
                power.on("host"));
    }

    /** It may have been on its way elsewhere when its host died, or somebody started it by hand. */
    private void search(TaskRun run) {
        run.log("Chosen because: " + run.text("why") + ".");
        var vm = run.subject().id();
        var pool = jdbc.sql("select pool_id, host_id from vm where id = :id")
                .param("id", vm)
                .query((row, number) ->
                        new UUID[] {row.getObject("pool_id", UUID.class), row.getObject("host_id", UUID.class)})
                .optional()
                .orElseThrow(() -> Refusal.notFound("VM"));
        var runs = new ArrayList<UUID>();
        for (var host : hosts.inState(pool[0], Set.of(HostState.UP, HostState.CONNECTING, HostState.MAINTENANCE))) {
            if (runsAt(host, vm)) {
                runs.add(host);
            }
        }
        var home = pool[1];
        var state = home == null ? null : hosts.stateOf(home).orElse(null);
        var check = rules.check(home, state, home != null && connections.answering(home), runs);
        switch (check.go()) {
            case START -> {}
            case STAY -> {
                run.put("host", check.runsAt());
                run.log("It runs already, on another host; it stays there.");
            }
            case ASK_AGAIN ->
                throw new HypervisorFailure.Unreachable(
                        "The host on which it was last made known doesn't answer.", null);
            case NO_PROOF ->
                throw Refusal.conflict(
                        "no-proof",
                        "Nothing proves any more that its host is off.",
                        "It is tried again when there is a proof.");
        }
    }

    private boolean runsAt(UUID host, UUID vm) {
        return connections.answering(host)
                && connections
                        .to(host)
                        .vm(vm)
                        .filter(seen -> seen.power() != VmReport.Power.OFF)
                        .isPresent();
    }
}
