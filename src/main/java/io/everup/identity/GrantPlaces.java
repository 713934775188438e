package io.everup.identity;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Things that grants can name as their place: a bean of the module that owns them. */
public interface GrantPlaces {

    /** @param place with all that grants may speak of; @param name as people read it */
    record Known(UUID id, String name, Place place) {}

    PlaceKind kind();

    /** Empty when there is none. */
    Optional<Known> find(UUID id);

    /** By name, those whose name holds the text, at most so many. */
    List<Known> search(String text, int most);
}
