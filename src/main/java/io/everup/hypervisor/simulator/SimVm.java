package io.everup.hypervisor.simulator;

import io.everup.hypervisor.DiskCopy;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.MigrationFigures;
import io.everup.hypervisor.VmReport;
import io.everup.hypervisor.VmReport.Power;
import io.everup.hypervisor.VmReport.Reason;
import io.everup.hypervisor.VmSpec;
import io.everup.shared.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A VM as one host knows it: its definition, and its instance while it runs there. */
final class SimVm {

    final SimHost host;
    VmSpec spec;
    /** What it will be at its next start, when that was changed while it is on; else null. */
    VmSpec next;

    boolean autostart;
    /** Whether its guest takes no notice of the ACPI button. */
    boolean deaf;
    /** MiB of memory that its guest is told to write each second; null for its own ways. */
    Integer dirtyMiB;
    /** The instance; null when it is off. */
    Instance instance;
    /** Why it is off. */
    Reason offBy = Reason.NONE;
    /** The change under way on it, such as {@code start}; null when there is none. */
    String job;
    /** The move away from this host that is under way. */
    Migration leaving;
    /** The broken move of which this is the half that was left; null when it isn't one. */
    Migration torn;
    /** When its guest ends the shutdown that it was asked for. */
    Instant stopsAt;
    /** How it came here. */
    MigrationFigures arrival;

    SimVm(SimHost host, VmSpec spec) {
        this.host = host;
        this.spec = spec;
    }

    /** The same VM as another host will know it. */
    SimVm copyFor(SimHost other, List<DiskCopy> disks) {
        var copy = new SimVm(other, Definitions.relocated(spec, disks));
        copy.next = next == null ? null : Definitions.relocated(next, disks);
        copy.deaf = deaf;
        copy.dirtyMiB = dirtyMiB;
        return copy;
    }

    /** Its definition for the next start. */
    VmSpec definition() {
        return next == null ? spec : next;
    }

    /** What the disk of that name takes, with all that it is a linked clone of; no more than its size. */
    long allocatedBytes(String device) {
        var disk = spec.disks().stream()
                .filter(each -> each.target().equals(device) && each.path() != null)
                .findFirst();
        long sum = 0;
        long size = Long.MAX_VALUE;
        var path = disk.map(VmSpec.Disk::path).orElse(null);
        while (path != null && host.knownAt(path) != null) {
            var report = host.knownAt(path).report;
            size = Math.min(size, report.capacityBytes());
            sum += report.allocationBytes();
            path = report.backing();
        }
        return Math.min(sum, size);
    }

    UUID uuid() {
        return spec.uuid();
    }

    String name() {
        return spec.name();
    }

    boolean isOn() {
        return instance != null;
    }

    /** On, and not just arriving. */
    boolean isLive() {
        return instance != null && !instance.isIncoming();
    }

    boolean runs() {
        return instance != null && instance.runs();
    }

    /** Bytes of memory that its guest writes each second. */
    long dirtyRate() {
        return dirtyMiB == null ? workload().dirtyRate() : dirtyMiB * Bytes.MIB;
    }

    Workload workload() {
        return new Workload(spec.uuid(), spec.cpus());
    }

    /** Takes it out of memory; returns what it had used. */
    Counters switchOff(Reason why, Instant now) {
        var used = instance.used(now);
        instance = null;
        torn = null;
        stopsAt = null;
        arrival = null;
        offBy = why;
        spec = definition();
        next = null;
        return used;
    }

    void requireIdle() {
        if (job != null) {
            throw conflict("is busy: " + job);
        }
    }

    void requireOn() {
        if (!isLive()) {
            throw conflict("is not running");
        }
    }

    void requireOff() {
        if (isOn()) {
            throw conflict("is running");
        }
    }

    HypervisorFailure.Conflict conflict(String what) {
        return new HypervisorFailure.Conflict("VM " + name() + " " + what + " on " + host.name + ".", null);
    }

    VmReport report(Instant now) {
        var used = isOn() ? instance.used(now) : Counters.NONE;
        return new VmReport(
                spec.uuid(),
                spec.name(),
                power(),
                reason(),
                !isOn() || isLive(),
                autostart,
                spec.cpus(),
                spec.memoryBytes(),
                isOn() ? (long) (spec.memoryBytes() * instance.resident()) : 0,
                used.cpuNanos(),
                used.diskReadBytes(),
                used.diskWriteBytes(),
                used.netReceiveBytes(),
                used.netSendBytes());
    }

    private Power power() {
        if (!isOn()) {
            return Power.OFF;
        }
        return instance.runs() ? Power.RUNNING : Power.PAUSED;
    }

    private Reason reason() {
        if (!isOn()) {
            return offBy;
        }
        return leaving != null && instance.runs() ? Reason.MIGRATING : instance.pausedBy();
    }
}
