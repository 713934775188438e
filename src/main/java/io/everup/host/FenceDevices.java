package io.everup.host;

import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.HypervisorFailure.OutcomeUnknown;
import io.everup.hypervisor.PowerControl;
import io.everup.hypervisor.PowerControl.FenceTarget;
import io.everup.hypervisor.PowerControl.PowerState;
import io.everup.shared.Refusal;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The fence devices of hosts: asked or told about a host's power, level by level. */
@Component
public class FenceDevices {

    /** How long one device may take to answer a question. */
    public static final Duration ASK_DEADLINE = Duration.ofSeconds(6);

    /** How long one is waited for that let {@link #ASK_DEADLINE} pass last time, while others stand ready. */
    static final Duration MUTE_DEADLINE = Duration.ofSeconds(3);

    private final Set<UUID> mute = ConcurrentHashMap.newKeySet();
    private final FenceStore store;
    private final FenceNotes notes;
    private final PowerControl power;
    private final ExecutorService askers = Executors.newCachedThreadPool(work -> {
        var thread = new Thread(work, "everup-fence");
        thread.setDaemon(true);
        return thread;
    });

    FenceDevices(FenceStore store, FenceNotes notes, PowerControl power) {
        this.store = store;
        this.notes = notes;
        this.power = power;
    }

    @PreDestroy
    void stop() {
        askers.shutdownNow();
    }

    /** A device with what is needed to speak to it. @param level levels are tried in order, 1 first */
    public record Device(UUID id, int level, FenceTarget target) {

        public String label() {
            return FenceParameters.label(target.agent(), target.params());
        }
    }

    /** Devices that belong together: a host is off only when each of them says so. */
    public record Level(int number, List<Device> devices) {}

    /**
     * What one device said.
     *
     * @param agent what people call the device: its agent with its address
     * @param power null when it didn't tell, and then {@code finding} says why
     */
    public record Answer(UUID device, int level, String agent, PowerState power, String finding, Duration took) {}

    /** What all devices of a host said at one time, and what that proves. */
    public record Round(List<Answer> answers, FenceLevels.Verdict verdict) {}

    /** The devices of a host in the order in which they are tried. */
    public List<Device> of(UUID host) {
        return store.of(host);
    }

    /** The devices of a host by level, in the order in which levels are tried. */
    public List<Level> levels(UUID host) {
        return of(host).stream()
                .collect(Collectors.groupingBy(Device::level, TreeMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(each -> new Level(each.getKey(), each.getValue()))
                .toList();
    }

    /** Asks a device for its host's power; whatever it says is written down as its readiness. */
    public Answer ask(UUID host, Device device) {
        return ask(host, device, ASK_DEADLINE);
    }

    private Answer ask(UUID host, Device device, Duration deadline) {
        var begun = System.nanoTime();
        try {
            var state = power.status(device.target(), deadline);
            mute.remove(device.id());
            return notes.note(
                    host,
                    device,
                    state,
                    "It answers: power is " + (state == PowerState.ON ? "on." : "off."),
                    since(begun));
        } catch (HypervisorFailure | Refusal e) {
            if (since(begun).compareTo(MUTE_DEADLINE) >= 0) {
                mute.add(device.id());
            } else {
                mute.remove(device.id());
            }
            return notes.note(host, device, null, e.getMessage(), since(begun));
        }
    }

    /** A device that said nothing is no reason to let the next wait as long once more. */
    private Duration patience(Device device, Duration usual) {
        return mute.contains(device.id()) && usual.compareTo(MUTE_DEADLINE) > 0 ? MUTE_DEADLINE : usual;
    }

    /** Asks all devices of a host at once; returns when each has answered or let {@link #ASK_DEADLINE} pass. */
    public Round askAll(UUID host) {
        var answers = atOnce(of(host), device -> ask(host, device));
        return new Round(answers, judge(answers));
    }

    /** What answers of one round prove; each device of the host must be among them. */
    public static FenceLevels.Verdict judge(List<Answer> answers) {
        return FenceLevels.judge(answers.stream()
                .map(answer -> new FenceLevels.Said(answer.level(), answer.agent(), answer.power()))
                .toList());
    }

    /** Switches the host off through this device and those of its level; see {@link #off(UUID, Level, Duration)}. */
    public void off(UUID host, Device device, Duration deadline) {
        levels(host).stream()
                .filter(level -> level.number() == device.level())
                .findFirst()
                .ifPresentOrElse(level -> off(host, level, deadline), () -> {
                    throw Refusal.notFound("fence device");
                });
    }

    /**
     * Switches the host off through all devices of a level at once. Returns when they all report off and no device of a
     * level before reports power: that is proof. A device that let its whole deadline pass when it was asked last gets
     * {@link #MUTE_DEADLINE}.
     *
     * @throws HypervisorFailure as {@link PowerControl#off} when one of them fails; others may then be off
     */
    public void off(UUID host, Level level, Duration deadline) {
        var failures = atOnce(level.devices(), device -> offOne(host, device, patience(device, deadline))).stream()
                .filter(failure -> failure != NONE)
                .toList();
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
        if (of(host).size() > 1) {
            var verdict = judge(atOnce(of(host), device -> ask(host, device, patience(device, ASK_DEADLINE))));
            if (!verdict.off()) {
                throw new OutcomeUnknown("It was switched off, but that isn't proven. " + verdict.why(), null);
            }
        }
    }

    private static final RuntimeException NONE = new IllegalStateException("none");

    private RuntimeException offOne(UUID host, Device device, Duration deadline) {
        var begun = System.nanoTime();
        try {
            power.off(device.target(), deadline);
            notes.note(host, device, PowerState.OFF, "It switched the power off.", since(begun));
            return NONE;
        } catch (HypervisorFailure | Refusal e) {
            notes.note(host, device, null, e.getMessage(), since(begun));
            return e;
        }
    }

    /**
     * Switches the host on: outlets and the like (the later levels) before the board that they feed. At least one whole
     * level must do it, and none may stay off.
     */
    public void on(UUID host, Duration deadline) {
        RuntimeException failure = null;
        var done = false;
        for (var level : reversed(levels(host))) {
            var failures = atOnce(level.devices(), device -> onOne(host, device, deadline)).stream()
                    .filter(each -> each != NONE)
                    .toList();
            done = done || failures.isEmpty();
            failure = failures.isEmpty() ? failure : failures.get(0);
        }
        if (!done) {
            throw failure != null
                    ? failure
                    : Refusal.conflict(
                            "no-fence-device",
                            "The host has no fence device.",
                            "Add one on the host's page, then try again.");
        }
    }

    private RuntimeException onOne(UUID host, Device device, Duration deadline) {
        var begun = System.nanoTime();
        try {
            power.on(device.target(), deadline);
            notes.note(host, device, PowerState.ON, "It switched the power on.", since(begun));
            return NONE;
        } catch (HypervisorFailure | Refusal e) {
            notes.note(host, device, null, e.getMessage(), since(begun));
            return e;
        }
    }

    /** Answers what each device says now, without storing anything. */
    List<Answer> tryOut(String hostUri, List<NewFence> fences) {
        return atOnce(fences, fence -> {
            var params = check(hostUri, fence);
            var label = FenceParameters.label(fence.agent(), params);
            var begun = System.nanoTime();
            try {
                var state = power.status(new FenceTarget(fence.agent(), params), ASK_DEADLINE);
                var words = "Power is " + state.name().toLowerCase(java.util.Locale.ROOT) + ".";
                return new Answer(null, 1, label, state, words, since(begun));
            } catch (HypervisorFailure e) {
                return new Answer(null, 1, label, null, e.getMessage(), since(begun));
            }
        });
    }

    /** @return the parameters as they will be kept; @throws Refusal when the agent or a parameter can't be accepted */
    java.util.Map<String, String> check(String hostUri, NewFence fence) {
        return FenceParameters.check(store.agent(hostUri, fence.agent()), fence.params());
    }

    /** Puts these devices in place of those the host has. */
    @Transactional
    public void replace(UUID host, String hostUri, List<NewFence> fences) {
        store.removeAll(host);
        var levels = FenceParameters.levels(fences.stream().map(NewFence::level).toList());
        for (int n = 0; n < fences.size(); n++) {
            var agent = store.agent(hostUri, fences.get(n).agent());
            store.insert(host, agent, FenceParameters.check(agent, fences.get(n).params()), levels.get(n));
        }
    }

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static List<Level> reversed(List<Level> levels) {
        var result = new ArrayList<>(levels);
        Collections.sort(result, Comparator.comparingInt(Level::number).reversed());
        return result;
    }

    /** Failures come out as they are. */
    private <T, R> List<R> atOnce(List<T> all, Function<T, R> work) {
        if (all.size() < 2) {
            return all.stream().map(work).toList();
        }
        var begun = all.stream()
                .map(each -> CompletableFuture.supplyAsync(() -> work.apply(each), askers))
                .toList();
        try {
            return begun.stream().map(CompletableFuture::join).toList();
        } catch (java.util.concurrent.CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
