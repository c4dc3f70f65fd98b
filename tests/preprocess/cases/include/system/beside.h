beside in the system
