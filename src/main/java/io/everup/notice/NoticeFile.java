package io.everup.notice;

/** What is attached to a mail. @param type a media type */
public record NoticeFile(String name, String type, byte[] content) {}
