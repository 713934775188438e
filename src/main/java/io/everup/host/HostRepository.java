package io.everup.host;

import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;

interface HostRepository extends JpaRepository<Host, UUID> {

    Optional<Host> findByIdentity(UUID identity);

    Optional<Host> findByNameIgnoreCase(String name);

    boolean existsByPoolId(UUID poolId);

    boolean existsByUri(String uri);
}
