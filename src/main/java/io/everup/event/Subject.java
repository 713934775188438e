package io.everup.event;

import java.util.UUID;

/**
 * What an event, a task or an audit entry speaks of.
 *
 * @param type a glossary word in lower case, such as {@code vm}, {@code host}, {@code pool}
 * @param id null for the installation as a whole
 * @param name as it was called then; kept, so that history stays readable after a deletion
 */
public record Subject(String type, UUID id, String name) {

    public static final Subject EVERUP = new Subject("everup", null, "Everup");
}
