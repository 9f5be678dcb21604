package dev.lethe.data;

/**
 * A document of the membership attack.
 *
 * @param id identifier in its file
 * @param text the whole document
 */
public record Document(String id, String text) {}
