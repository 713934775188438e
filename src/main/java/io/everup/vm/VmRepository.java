package io.everup.vm;

import jakarta.persistence.LockModeType;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.EntityGraph;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;

interface VmRepository extends JpaRepository<Vm, UUID> {

    /** Loads and locks the row, so that state and hardware have one writer at a time. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select v from Vm v where v.id = :id")
    Optional<Vm> lock(UUID id);

    /** Loads the VM with its disks and network interfaces, for use outside a transaction. */
    @EntityGraph(attributePaths = {"disks", "nics"})
    @Query("select v from Vm v where v.id = :id")
    Optional<Vm> findWithDevices(UUID id);
}
