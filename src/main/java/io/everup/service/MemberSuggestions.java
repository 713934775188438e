package io.everup.service;

import io.everup.identity.Actor;
import io.everup.shared.ListQuery;
import io.everup.vm.VmDirectory;
import io.everup.vm.VmView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Proposes groups of VMs by their names: web-1 and web-2 do the same job. */
@Component
public class MemberSuggestions {

    private static final int MOST = 200;

    private final VmDirectory vms;

    MemberSuggestions(VmDirectory vms) {
        this.vms = vms;
    }

    /** VMs whose names differ in their numbers alone. */
    public record Proposed(String name, List<VmView> vms) {}

    /** @param q the VM list's search; empty for all; of many the first 200 by name */
    public List<Proposed> groups(Actor actor, String q) {
        var groups = new LinkedHashMap<String, List<VmView>>();
        vms.vms(actor, ListQuery.of(q, "name", MOST, null))
                .items()
                .forEach(vm -> groups.computeIfAbsent(stem(vm.name()), stem -> new ArrayList<>())
                        .add(vm));
        return groups.entrySet().stream()
                .map(group -> new Proposed(group.getKey(), group.getValue()))
                .toList();
    }

    /** One group per stem of the chosen VMs' names; of several VMs one may be missed. */
    public List<ServiceSpec.Group> proposed(Actor actor, List<UUID> chosen) {
        var groups = new LinkedHashMap<String, List<UUID>>();
        for (var vm : chosen) {
            groups.computeIfAbsent(stem(vms.vm(actor, vm).name()), stem -> new ArrayList<>())
                    .add(vm);
        }
        return groups.entrySet().stream()
                .map(group -> new ServiceSpec.Group(
                        group.getKey(),
                        Math.max(1, group.getValue().size() - 1),
                        group.getValue(),
                        List.of(),
                        List.of()))
                .toList();
    }

    /** {@code web} for {@code web-1}. */
    static String stem(String name) {
        var stem = name.replaceAll("[-_. ]*\\d+$", "");
        return stem.isEmpty() ? name : stem;
    }
}
