#pragma once

#include "imap_session.h"

/* Inside imap: what a server answers of folders, behind its first word. */
int	imap_folder_list(struct imap *);
int	imap_folder_namespace(struct imap *);
int	imap_folder_rights(struct imap *);
