package io.everup.identity;

import io.everup.shared.Bytes;
import io.everup.shared.Refusal;

/** Whether what is asked for fits into a quota. Pure. */
public final class QuotaRules {

    private QuotaRules() {}

    /**
     * @param team its name, for the refusal
     * @throws Refusal (conflict) that names the limit, what is used and what was asked for
     */
    public static void check(String team, Quota quota, QuotaUse used, QuotaUse asked) {
        number(team, "VMs", quota.vms(), used.vms(), asked.vms());
        number(team, "virtual processors", quota.cpus(), used.cpus(), asked.cpus());
        bytes(team, "memory", quota.memoryBytes(), used.memoryBytes(), asked.memoryBytes());
        bytes(team, "disk", quota.diskBytes(), used.diskBytes(), asked.diskBytes());
    }

    private static void number(String team, String what, Integer most, int used, int asked) {
        if (most != null && asked > 0 && used + asked > most) {
            throw refusal(team, most + " " + what, used + " are used", asked + " more were asked for");
        }
    }

    private static void bytes(String team, String what, Long most, long used, long asked) {
        if (most != null && asked > 0 && used + asked > most) {
            throw refusal(
                    team,
                    Bytes.text(most) + " of " + what,
                    Bytes.text(used) + " are used",
                    Bytes.text(asked) + " more were asked for");
        }
    }

    private static Refusal refusal(String team, String most, String used, String asked) {
        return Refusal.conflict(
                "quota-exceeded",
                "The quota of the team " + team + " is " + most + ": " + used + ", " + asked + ".",
                "Ask for less, delete VMs of the team, or ask an administrator for a larger quota.");
    }
}
