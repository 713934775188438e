package io.everup.vm.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.everup.shared.Bytes;
import io.everup.shared.Refusal;
import io.everup.vm.NewVm;
import io.everup.vm.Protection;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A VM to be made, as a request spells it.
 *
 * @param host null lets Everup choose
 * @param cloning null for linked
 * @param start absent for no
 * @param team whose quota it counts against; absent for the only one of who makes it
 */
record VmWish(
        String name,
        String note,
        UUID pool,
        UUID template,
        UUID host,
        Integer cpus,
        @Min(16) @Max(MOST_MEMORY_MIB) Long memoryMiB,
        String cpuModel,
        @JsonProperty("clone") Clone cloning,
        List<@NotNull @Valid Disk> disks,
        List<@NotNull UUID> networks,
        NewVm.Boot boot,
        Map<String, Object> cloudInit,
        Ha ha,
        Boolean start,
        UUID team,
        List<@NotNull String> tags) {

    private static final long MOST_MEMORY_MIB = 16L * 1024 * 1024;

    /** How its disks are made from the template's. */
    enum Clone {
        LINKED,
        FULL
    }

    record Disk(
            @NotNull @DecimalMin("0.001") @DecimalMax("65536")
            BigDecimal sizeGiB,

            UUID datastore) {}

    record Ha(Protection protection, Integer priority) {}

    NewVm vm() {
        if (cloudInit != null && !cloudInit.isEmpty()) {
            throw Refusal.invalidField(
                    "cloudInit",
                    "Everup can't hand cloud-init data to a guest yet. Leave cloudInit out; with a kernel of your own,"
                            + " boot.cmdline may hold {name}, {address}, {prefix} and {gateway}.");
        }
        return new NewVm(
                name,
                note,
                pool,
                template,
                host,
                cpus,
                memoryMiB == null ? null : memoryMiB * Bytes.MIB,
                cpuModel,
                cloning == Clone.FULL,
                disks == null ? null : disks.stream().map(VmWish::disk).toList(),
                networks,
                boot,
                ha == null ? null : ha.protection(),
                ha == null ? null : ha.priority(),
                Boolean.TRUE.equals(start),
                team,
                tags);
    }

    private static NewVm.Disk disk(Disk disk) {
        var bytes = disk.sizeGiB().multiply(BigDecimal.valueOf(Bytes.GIB)).setScale(0, RoundingMode.CEILING);
        return new NewVm.Disk(bytes.longValueExact(), disk.datastore());
    }
}
