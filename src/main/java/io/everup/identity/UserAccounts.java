package io.everup.identity;

import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface UserAccounts extends Repository<UserAccount, UUID> {

    Optional<UserAccount> findById(UUID id);

    Optional<UserAccount> findByLogin(String login);

    Optional<UserAccount> findByDirectoryId(String id);

    UserAccount saveAndFlush(UserAccount account);

    /** Locked, so that of two administrators who disable each other one is refused. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select u from UserAccount u where u.role = io.everup.identity.Role.ADMINISTRATOR and u.disabledAt is null")
    List<UserAccount> lockEnabledAdministrators();
}
