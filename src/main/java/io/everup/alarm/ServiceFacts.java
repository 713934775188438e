package io.everup.alarm;

import io.everup.event.Subject;
import io.everup.identity.Actor;
import io.everup.notice.NoticeSeverity;
import io.everup.service.Burn;
import io.everup.service.ProbeView;
import io.everup.service.ServiceDirectory;
import io.everup.service.ServiceState;
import io.everup.service.ServiceView;
import io.everup.shared.ListQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Services that are down or lose their promise, and certificates that their probes saw. */
@Component
class ServiceFacts implements FactSource {

    /** Certificates end by days: a minute is precise enough. */
    private static final Duration SEEN_LASTS = Duration.ofMinutes(1);

    private final ServiceDirectory services;
    private volatile Seen seen = new Seen(Instant.MIN, List.of());

    ServiceFacts(ServiceDirectory services) {
        this.services = services;
    }

    private record Seen(Instant at, List<Finding> findings) {}

    @Override
    public Set<AlarmRule> rules() {
        return Set.of(AlarmRule.SERVICE_DOWN, AlarmRule.BUDGET_BURNING, AlarmRule.CERTIFICATE_EXPIRING);
    }

    @Override
    public List<Finding> find(Instant now) {
        var all = services.services(Actor.SYSTEM, ListQuery.everything()).items();
        var found = new ArrayList<Finding>();
        for (var service : all) {
            if (service.state() == ServiceState.DOWN) {
                found.add(down(service));
            }
            if (service.burn() != null && service.burn().alert() != Burn.Alert.NONE) {
                found.add(burning(service));
            }
        }
        var known = seen;
        if (!now.isBefore(known.at().plus(SEEN_LASTS)) || now.isBefore(known.at())) {
            known = new Seen(now, certificates(all, now));
            seen = known;
        }
        found.addAll(known.findings());
        return found;
    }

    private static Subject subject(ServiceView service) {
        return new Subject("service", service.id(), service.name());
    }

    private static Finding down(ServiceView service) {
        var members = service.members().stream()
                .filter(member -> !member.up())
                .map(member -> member.name())
                .toList();
        return Finding.of(
                        AlarmRule.SERVICE_DOWN,
                        subject(service),
                        null,
                        service.name() + " is down. " + service.why(),
                        "Open the service: it says which member or probe is missing.",
                        service.since())
                .naming(members);
    }

    private static Finding burning(ServiceView service) {
        var fast = service.burn().alert() == Burn.Alert.FAST;
        return Finding.of(
                        AlarmRule.BUDGET_BURNING,
                        subject(service),
                        null,
                        fast
                                ? service.name() + " uses up its error budget fast: it will not keep its promise."
                                : service.name() + " is using up its error budget before the month's end.",
                        "See its outages and causes, and put off risky changes.",
                        null)
                .with(fast ? NoticeSeverity.CRITICAL : null);
    }

    private List<Finding> certificates(List<ServiceView> all, Instant now) {
        var found = new ArrayList<Finding>();
        for (var service : all) {
            for (var probe : services.detail(Actor.SYSTEM, service.id()).probes()) {
                if (probe.certificate() != null) {
                    found.add(certificate(service, probe, now));
                }
            }
        }
        return found;
    }

    private static Finding certificate(ServiceView service, ProbeView probe, Instant now) {
        var days = Math.floorDiv(Duration.between(now, probe.certificate()).toSeconds(), 86_400L);
        return Finding.of(
                        AlarmRule.CERTIFICATE_EXPIRING,
                        subject(service),
                        null,
                        "The certificate that " + service.name() + " shows"
                                + (days < 0 ? " has expired." : " expires in " + days + " days."),
                        "Renew it on the server; the next check of the probe sees the new one.",
                        null)
                .worth(days)
                .keyed(service.id() + ":" + probe.spec().id());
    }
}
