SELECT id, class FROM identity;
