package io.everup.vm.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.everup.shared.Bytes;
import io.everup.vm.Protection;
import io.everup.vm.VmState;
import io.everup.vm.VmView;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * A VM as the HTTP API shows it.
 *
 * @param state what Everup intends and does; {@code power} is what its host last saw
 * @param problem what is wrong with it in words; null when nothing is
 * @param wantedOn whether it is meant to run
 * @param disks with {@code nics} and {@code boot} only where one VM is asked for
 */
record VmBody(
        UUID id,
        String name,
        String note,
        VmState state,
        String stateSentence,
        Instant stateSince,
        String problem,
        boolean wantedOn,
        Power power,
        Ref pool,
        Ref host,
        Ref template,
        int cpus,
        long memoryMiB,
        String cpuModel,
        boolean accelerated,
        Ha ha,
        List<String> addresses,
        Figures figures,
        boolean console,
        boolean adopted,
        Ref owner,
        Ref team,
        List<String> tags,
        @JsonInclude(JsonInclude.Include.NON_NULL) List<Disk> disks,
        @JsonInclude(JsonInclude.Include.NON_NULL) List<Nic> nics,
        @JsonInclude(JsonInclude.Include.NON_NULL) Boot boot,
        Instant createdAt,
        long version) {

    record Ref(UUID id, String name) {
        static Ref of(UUID id, String name) {
            return id == null ? null : new Ref(id, name);
        }
    }

    /** @param seen {@code running}, {@code paused}, {@code off} or {@code unknown} */
    record Power(String seen, Instant seenAt) {}

    /** @param priority 0 to 100, higher is restarted earlier */
    record Ha(Protection protection, int priority) {}

    /** @param cpuUse share of its processors, 0 to 1; all null when unknown */
    record Figures(Double cpuUse, Long residentMiB, Double diskBytesPerSecond, Double netBytesPerSecond, Instant at) {}

    /** @param owned whether it goes when the VM is deleted; @param backing what it is a linked clone of */
    record Disk(
            String target,
            Ref volume,
            Ref datastore,
            String path,
            String format,
            String bus,
            boolean cdrom,
            boolean readOnly,
            boolean owned,
            Long capacityBytes,
            Long allocationBytes,
            String backing) {

        static Disk of(VmView.Disk disk) {
            return new Disk(
                    disk.target(),
                    Ref.of(disk.volume(), disk.volumeName()),
                    Ref.of(disk.datastore(), disk.datastoreName()),
                    disk.path(),
                    disk.format(),
                    disk.bus(),
                    disk.cdrom(),
                    disk.readOnly(),
                    disk.owned(),
                    disk.capacityBytes(),
                    disk.allocationBytes(),
                    disk.backing());
        }
    }

    record Nic(String mac, Ref network, String model, String address) {}

    /** @param kernel null when it starts from its disk */
    record Boot(String kernel, String initrd, String cmdline) {}

    static VmBody of(VmView vm) {
        return of(vm, null, null, null);
    }

    static VmBody of(VmView.Detail detail) {
        var boot = detail.boot();
        return of(
                detail.vm(),
                detail.disks().stream().map(Disk::of).toList(),
                detail.nics().stream()
                        .map(nic -> new Nic(
                                nic.mac(), new Ref(nic.network(), nic.networkName()), nic.model(), nic.address()))
                        .toList(),
                new Boot(boot.kernel(), boot.initrd(), boot.cmdline()));
    }

    private static VmBody of(VmView vm, List<Disk> disks, List<Nic> nics, Boot boot) {
        return new VmBody(
                vm.id(),
                vm.name(),
                vm.note(),
                vm.state(),
                vm.sentence(),
                vm.stateSince(),
                vm.problem(),
                vm.wantedOn(),
                new Power(vm.powerSeen().toLowerCase(Locale.ROOT), vm.seenAt()),
                Ref.of(vm.poolId(), vm.pool()),
                Ref.of(vm.hostId(), vm.host()),
                Ref.of(vm.templateId(), vm.template()),
                vm.cpus(),
                vm.memoryBytes() / Bytes.MIB,
                vm.cpuModel(),
                vm.accelerated(),
                new Ha(vm.protection(), vm.priority()),
                vm.addresses(),
                figures(vm),
                vm.console(),
                vm.adopted(),
                Ref.of(vm.ownerId(), vm.owner()),
                Ref.of(vm.teamId(), vm.team()),
                vm.tags(),
                disks,
                nics,
                boot,
                vm.createdAt(),
                vm.version());
    }

    private static Figures figures(VmView vm) {
        return new Figures(
                vm.cpuUse(),
                vm.residentBytes() < 0 ? null : vm.residentBytes() / Bytes.MIB,
                vm.diskRate(),
                vm.netRate(),
                vm.figuresAt());
    }
}
