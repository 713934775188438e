package io.everup.identity;

/** @param note what it is for; null for nothing; @param quota null for none */
public record NewTeam(String name, String note, Quota quota) {}
