package io.everup.host;

import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;

interface PoolRepository extends JpaRepository<Pool, UUID> {}
