package io.everup.host;

import java.util.Map;

/**
 * A fence device to be set.
 *
 * @param agent such as {@code fence_ipmilan}
 * @param params as the agent's metadata names them, secrets included
 * @param level 1 to {@value FenceLevels#MOST}; devices of one level belong together; null for a level of its own, after
 *     those before it
 */
public record NewFence(String agent, Map<String, String> params, Integer level) {

    public NewFence(String agent, Map<String, String> params) {
        this(agent, params, null);
    }

    @Override
    public String toString() {
        return "NewFence[" + agent + "]";
    }
}
