package io.everup.ha;

import io.everup.ha.core.HaRules;
import java.util.ArrayList;
import java.util.List;

/** What a decision about a silent host rested on, observer by observer, for whoever asks why later. */
final class FactsInWords {

    private FactsInWords() {}

    static List<FailoverFact> of(HaRules.Facts facts) {
        var words = new ArrayList<FailoverFact>();
        var host = facts.host();
        var heard = facts.heard();
        words.add(new FailoverFact(
                "replicas of Everup",
                heard ? "A replica hears it." : "No replica hears it.",
                heard ? Boolean.FALSE : null,
                null));
        var findings = facts.findings();
        if (findings.knockedAt() != null) {
            var alive = Boolean.TRUE.equals(findings.alive());
            words.add(new FailoverFact(
                    "TCP and ICMP",
                    alive ? "The machine answers." : "The machine doesn't answer.",
                    alive ? Boolean.FALSE : null,
                    findings.knockedAt()));
        }
        if (findings.before() != null) {
            findings.before()
                    .answers()
                    .forEach(said -> words.add(new FailoverFact(
                            said.agent(),
                            said.finding(),
                            said.on() == null ? null : Boolean.valueOf(!said.on()),
                            findings.before().askedAt())));
        } else if (findings.round() != null) {
            findings.round()
                    .answers()
                    .forEach(said -> words.add(new FailoverFact(
                            said.agent(),
                            said.finding(),
                            said.on() == null ? null : Boolean.valueOf(!said.on()),
                            findings.round().askedAt())));
        }
        var off = findings.off();
        if (off != null
                && off.endedAt() != null
                && off.failover().equals(host.open().id())) {
            words.add(new FailoverFact(
                    "switching it off", off.text(), off.seenOff() ? Boolean.TRUE : null, off.endedAt()));
        }
        words.add(new FailoverFact(
                "the pool",
                facts.silentHosts() + " of " + facts.poolHosts() + " hosts fell silent together; " + facts.hostsUp()
                        + (facts.hostsUp() == 1 ? " is up." : " are up."),
                null,
                null));
        words.add(new FailoverFact(
                "its VMs",
                host.guarded() == 0
                        ? "None on it is to be restarted elsewhere."
                        : host.guarded() + " on it are to be restarted elsewhere.",
                null,
                null));
        if (facts.fenceAfter() != null) {
            words.add(new FailoverFact(
                    "its pool's rule",
                    "A host whose hypervisor alone is silent is fenced after "
                            + facts.fenceAfter().toMinutes() + " min.",
                    null,
                    null));
        }
        if (facts.disarmed() != null) {
            words.add(new FailoverFact("high availability", facts.disarmed(), null, null));
        }
        return words;
    }
}
