"""The screens of training: one's own wallet, the office's certificates, a student's page, a training, parts."""
