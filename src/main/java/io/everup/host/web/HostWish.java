package io.everup.host.web;

import io.everup.host.NewFence;
import io.everup.host.NewHost;
import io.everup.shared.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A host to be added, as a request spells it. */
record HostWish(
        String name, String uri, UUID pool, String username, String password, String sshKey, List<Fence> fence) {

    record Fence(String agent, Map<String, String> params, Integer level) {
        @Override
        public String toString() {
            return "Fence[" + agent + "]";
        }
    }

    NewHost host() {
        return new NewHost(name, uri, pool, username, password, sshKey, fences(fence));
    }

    /** @param wanted null for none */
    static List<NewFence> fences(List<Fence> wanted) {
        var fences = new ArrayList<NewFence>();
        for (var fence : wanted == null ? List.<Fence>of() : wanted) {
            if (fence == null) {
                throw Refusal.invalidField("fence", "Each fence device is an object with agent and params.");
            }
            fences.add(fence(fence));
        }
        return fences;
    }

    static NewFence fence(Fence wanted) {
        var params = new HashMap<>(wanted.params() == null ? Map.of() : wanted.params());
        params.values().removeIf(value -> value == null);
        return new NewFence(wanted.agent(), params, wanted.level());
    }

    @Override
    public String toString() {
        return "HostWish[" + name + "]";
    }
}
