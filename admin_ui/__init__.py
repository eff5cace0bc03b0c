"""The pages: server-rendered, Chinese first, English by a switch; they speak to the engine through its door only."""
