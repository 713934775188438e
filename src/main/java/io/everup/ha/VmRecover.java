package io.everup.ha;

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
        requireProof(pool[1]);
        requireAnswer(pool[1]);
        for (var host : hosts.inState(pool[0], Set.of(HostState.UP, HostState.CONNECTING, HostState.MAINTENANCE))) {
            var seen = connections.answering(host) ? connections.to(host).vm(vm) : java.util.Optional.<VmReport>empty();
            if (seen.isPresent() && seen.get().power() != VmReport.Power.OFF) {
                run.put("host", host);
                run.log("It runs already, on another host; it stays there.");
                return;
            }
        }
    }

    /** Where it was last made known it might have been started, with the answer lost: that host must be heard, or off. */
    private void requireAnswer(UUID home) {
        var state = home == null ? HostState.FENCED : hosts.stateOf(home).orElse(HostState.FENCED);
        if (state != HostState.FENCED && !connections.answering(home)) {
            throw new HypervisorFailure.Unreachable("The host on which it was last made known doesn't answer.", null);
        }
    }

    /** Between the decision and now the world may have changed: only a host that is still proven off, or up, is passed. */
    private void requireProof(UUID home) {
        var state = home == null ? HostState.FENCED : hosts.stateOf(home).orElse(HostState.FENCED);
        if (state == HostState.SUSPECT || state == HostState.LOST || state == HostState.FENCING) {
            throw Refusal.conflict(
                    "no-proof",
                    "Nothing proves any more that its host is off.",
                    "It is tried again when there is a proof.");
        }
    }
}
