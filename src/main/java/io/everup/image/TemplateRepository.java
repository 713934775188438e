package io.everup.image;

import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;

interface TemplateRepository extends JpaRepository<Template, UUID> {}
