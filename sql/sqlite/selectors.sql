SELECT id, selector FROM auth WHERE kind = 0 AND selector <> 0;
