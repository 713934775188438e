package io.everup.host;

import java.util.Map;

/**
 * A fence device to be set.
 *
 * @param agent such as {@code fence_ipmilan}
 * @param params as the agent's metadata names them, secrets included
 */
public record NewFence(String agent, Map<String, String> params) {

    @Override
    public String toString() {
        return "NewFence[" + agent + "]";
    }
}
