package io.everup.service;

import java.util.List;
import java.util.UUID;

/**
 * A page that tells the public how chosen services are.
 *
 * @param slug the last part of its address
 * @param published nobody but who may see services sees it before
 */
public record StatusPage(
        UUID id, String slug, String title, String intro, boolean published, List<Entry> services, long version) {

    /** @param name what the public calls the service */
    public record Entry(UUID service, String name) {}
}
