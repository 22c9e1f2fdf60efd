"""What members and applicants are told of: applications to join, and changes of members' pages."""
